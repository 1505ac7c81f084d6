package io.milora.tenantmanager;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mixture-of-LoRAs jobs: their domains are found, or refused with everything that is wrong. */
@QuarkusTest
class MixtureJobsTest extends ApiTest {
  @BeforeEach
  void aBaseModelIsThere() {
    registerBase();
  }

  @Test
  void domainsWithTheirOwnFilesAreKeptInOrder() {
    String key = newTenantsKey();
    String law = uploaded(key);
    String code = upload(key, ROW.repeat(2)).extract().path("id");

    createMixture(
            key,
            """
            "hyperparameters":{"rank":4,"n_epochs":2},"select":"per-layer","tune_experts":true,
            "domains":[{"name":"law","training_file":"%1$s","validation_file":"%2$s"},
                       {"name":"code","training_file":"%2$s"}]"""
                .formatted(law, code))
        .statusCode(200)
        .body("status", equalTo("queued"))
        .body("training_file", equalTo(law))
        .body("validation_file", equalTo(code))
        .body("method.type", equalTo("moa"))
        .body("method.milora", nullValue())
        .body("method.moa.select", equalTo("per-layer"))
        .body("method.moa.tune_experts", equalTo(true))
        .body("method.moa.hyperparameters.rank", equalTo(4))
        .body("method.moa.hyperparameters.k", nullValue())
        .body("method.moa.domains.name", contains("law", "code"))
        .body("method.moa.domains.training_file", contains(law, code))
        .body("method.moa.domains.adapter", contains(nullValue(), nullValue()));
  }

  @Test
  void theRequestsFilesAreTheFirstDomains() {
    String key = newTenantsKey();
    String file = uploaded(key);

    createJob(
            key,
            """
            {"model":"tiny-base","training_file":"%1$s","method":{"type":"moa","moa":{"domains":[
             {"name":"law"},{"name":"code","training_file":"%1$s"}]}}}"""
                .formatted(file))
        .statusCode(200)
        .body("method.moa.domains.training_file", contains(file, file))
        .body("method.moa.select", equalTo("vote"));
  }

  @Test
  void anAdapterIsADomainWithTheRowsItWasTrainedOn() {
    String key = newTenantsKey();
    String rows = uploaded(key);
    String lora = trained(key, rows, "\"method\":{\"type\":\"lora\"}");

    createMixture(
            key,
            """
            "domains":[{"name":"law","adapter":"%s"},{"name":"code","training_file":"%s"}]"""
                .formatted(lora, uploaded(key)))
        .statusCode(200)
        .body("training_file", equalTo(rows))
        .body("method.moa.domains[0].training_file", equalTo(rows))
        .body("method.moa.domains[0].adapter", equalTo(lora))
        .body("method.moa.domains[1].adapter", nullValue());
  }

  @Test
  void aDomainIsAddedToAMixture() {
    String key = newTenantsKey();
    String rows = uploaded(key);
    String mixture =
        trained(
            key,
            rows,
            """
            "method":{"type":"moa","moa":{"domains":[{"name":"law"},
             {"name":"code","training_file":"%s"}]}}"""
                .formatted(rows));

    createMixture(
            key,
            """
            "base_moa":"%s","domains":[{"name":"medicine","training_file":"%s"}]"""
                .formatted(mixture, rows))
        .statusCode(200)
        .body("method.moa.domains.name", contains("law", "code", "medicine"))
        .body(
            "method.moa.domains.adapter",
            contains(equalTo(mixture), equalTo(mixture), nullValue()));
    createMixture(
            key,
            """
            "base_moa":"%s","domains":[{"name":"law","training_file":"%s"}]"""
                .formatted(mixture, rows))
        .statusCode(400)
        .body("error.code", equalTo("duplicate_domain"));
  }

  @Test
  void everythingWrongWithTheDomainsIsSaidAtOnce() {
    String key = newTenantsKey();
    String file = uploaded(key);
    String milora = trained(key, file, "\"seed\":1");
    String others = trained(newTenantsKey(), "\"method\":{\"type\":\"lora\"}");

    createMixture(
            key,
            """
            "hyperparameters":{"rank":0,"k":3},"domains":[
             {"name":"law","training_file":"%1$s"},{"name":"law","training_file":"file-none"},
             {"name":"Not OK","adapter":"%2$s"},{"name":"other","adapter":"%3$s"},{"name":"bare"}]"""
                .formatted(file, milora, others))
        .statusCode(400)
        .body(
            "error.problems.code",
            hasItems(
                "duplicate_domain",
                "file_not_found",
                "model_not_found",
                "domain_without_data",
                "unsupported_parameter"))
        .body(
            "error.problems.param",
            hasItems(
                "method.moa.domains",
                "method.moa.domains[1].training_file",
                "method.moa.domains[2].adapter",
                "method.moa.domains[3].adapter",
                "method.moa.domains[4].training_file",
                "method.moa.hyperparameters.k"))
        .body("error.message", containsString("'Not OK'"));
  }

  @Test
  void fewerThanTwoDomainsAndUnknownFieldsAreRefused() {
    String key = newTenantsKey();
    String file = uploaded(key);

    createMixture(key, "\"domains\":[{\"name\":\"law\",\"training_file\":\"%s\"}]".formatted(file))
        .statusCode(400)
        .body("error.param", equalTo("method.moa.domains"))
        .body("error.message", containsString("2 to 64"));
    createMixture(
            key, "\"select\":\"loudest\",\"pooler\":\"mean\",\"domains\":[{\"nmae\":\"law\"},3]")
        .statusCode(400)
        .body(
            "error.problems.param",
            containsInAnyOrder(
                "method.moa.select",
                "method.moa.pooler",
                "method.moa.domains[0].name",
                "method.moa.domains[0].nmae",
                "method.moa.domains[1]"));
    createJob(key, "{\"model\":\"tiny-base\",\"method\":{\"type\":\"moa\"}}")
        .statusCode(400)
        .body("error.param", equalTo("method.moa.domains"));
  }

  private static ValidatableResponse createMixture(String key, String settings) {
    return createJob(
        key,
        "{\"model\":\"tiny-base\",\"method\":{\"type\":\"moa\",\"moa\":{%s}}}".formatted(settings));
  }

  private String trained(String key, String method) {
    return trained(key, uploaded(key), method);
  }

  /** The model of a job that has succeeded. */
  private String trained(String key, String file, String method) {
    String body = "{\"model\":\"tiny-base\",\"training_file\":\"%s\",%s}".formatted(file, method);
    String job = createJob(key, body).statusCode(200).extract().path("id");
    String model = "ft:tiny-base:test:" + job;
    publish(job, "av-" + job, model);
    return model;
  }
}
