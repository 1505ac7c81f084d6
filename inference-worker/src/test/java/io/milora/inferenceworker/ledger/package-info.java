@NullMarked
package io.milora.inferenceworker.ledger;

import org.jspecify.annotations.NullMarked;
