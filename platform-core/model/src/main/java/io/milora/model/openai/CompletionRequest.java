package io.milora.model.openai;

/**
 * A text to continue.
 *
 * @param model an alias, the exact name of a tuned model, or a base model
 * @param prompt not empty; no chat template is applied
 * @param options how to generate
 */
public record CompletionRequest(String model, String prompt, GenerationOptions options) {}
