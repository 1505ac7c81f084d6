package io.milora.console.platform;

import java.util.List;

/**
 * Who is to be told what.
 *
 * @param url https
 * @param events one or more
 */
public record NewWebhook(String url, List<String> events) {}
