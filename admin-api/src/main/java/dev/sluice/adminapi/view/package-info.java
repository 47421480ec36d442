/** Google's messages to records and back, page tokens, field masks; no IO. */
@NullMarked
package dev.sluice.adminapi.view;

import org.jspecify.annotations.NullMarked;
