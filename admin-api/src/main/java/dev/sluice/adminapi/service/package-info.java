/** The API's services: Cloud Tasks v2, Locations, dead letters. */
@NullMarked
package dev.sluice.adminapi.service;

import org.jspecify.annotations.NullMarked;
