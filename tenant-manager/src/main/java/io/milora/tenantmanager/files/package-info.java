/** Upload, reading and deletion of training files. */
@NullMarked
package io.milora.tenantmanager.files;

import org.jspecify.annotations.NullMarked;
