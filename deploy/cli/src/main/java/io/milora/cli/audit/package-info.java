/** Commands about the audit log. */
@NullMarked
package io.milora.cli.audit;

import org.jspecify.annotations.NullMarked;
