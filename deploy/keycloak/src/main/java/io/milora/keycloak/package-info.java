/** Keycloak as a program of a local system. */
@NullMarked
package io.milora.keycloak;

import org.jspecify.annotations.NullMarked;
