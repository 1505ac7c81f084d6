package io.milora.model.openai;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the adapter's routers decided for a request; an extension, sent if the request asks with the
 * header {@code x-milora-routes: true}.
 *
 * @param modules names of the columns
 * @param gates [layers][7], the strength of each module's pair, 0 where it is off
 * @param probabilities [layers][7], what the routers said, or null where no router ran
 */
@SuppressWarnings("ArrayRecordComponent") // a plain carrier of numbers, compared nowhere
public record Routes(List<String> modules, float[][] gates, float @Nullable [][] probabilities) {}
