/** What all calls share: who is asking, how bodies are read, how errors look. */
@NullMarked
package io.milora.tenantmanager.http;

import org.jspecify.annotations.NullMarked;
