/** What was served, for bills and dashboards. */
@NullMarked
package io.milora.inferenceworker.ledger;

import org.jspecify.annotations.NullMarked;
