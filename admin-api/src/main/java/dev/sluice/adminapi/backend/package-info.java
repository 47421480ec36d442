/** What the services ask of the installation behind them. */
@NullMarked
package dev.sluice.adminapi.backend;

import org.jspecify.annotations.NullMarked;
