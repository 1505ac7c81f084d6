/** Real Keycloak for the tests of all modules. */
@NullMarked
package io.milora.keycloak.testing;

import org.jspecify.annotations.NullMarked;
