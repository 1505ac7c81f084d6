package io.milora.console.shared;

import com.vaadin.flow.component.html.Anchor;

/**
 * Links between views; each can be kept and sent on. Names of models and ids are made of characters
 * that stand for themselves in addresses.
 */
public final class Links {
  private Links() {}

  /** To a dataset. */
  public static Anchor dataset(String fileId, String text) {
    return new Anchor("datasets/" + fileId, text);
  }

  /** To the form of a new job on a dataset. */
  public static Anchor newJob(String fileId, String text) {
    return new Anchor("new-job?dataset=" + fileId, text);
  }

  /** To the form of a new job, filled in as another job was. */
  public static Anchor cloneJob(String jobId, String text) {
    return new Anchor("new-job?like=" + jobId, text);
  }

  /** To a job. */
  public static Anchor job(String id, String text) {
    return new Anchor("jobs/" + id, text);
  }

  /** To an adapter version. */
  public static Anchor adapter(String model, String text) {
    return new Anchor("adapters/" + model, text);
  }

  /** To what an adapter's routers decide. */
  public static Anchor router(String model, String text) {
    return new Anchor("router?model=" + model, text);
  }

  /** To the playground, beside the base. */
  public static Anchor playground(String model, String text) {
    return new Anchor("playground?models=" + model, text);
  }

  /** A link that looks like the view's first button. */
  public static Anchor button(Anchor link) {
    link.addClassName("button-link");
    return link;
  }
}
