/** Tables with training data, CSV and Parquet, as the JSON lines that are trained on. */
@NullMarked
package io.milora.tables;

import org.jspecify.annotations.NullMarked;
