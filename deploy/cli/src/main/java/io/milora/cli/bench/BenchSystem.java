package io.milora.cli.bench;

import io.milora.cli.Checkout;
import io.milora.cli.client.OperatorClient;
import io.milora.cli.client.TenantClient;
import io.milora.cli.local.BaseModelFiles;
import io.milora.cli.local.DataFolder;
import io.milora.cli.local.LocalSystem;
import io.milora.cli.local.Ports;
import io.milora.cli.local.StopOnInterrupt;
import io.milora.engine.adapter.Adapter;
import io.milora.engine.base.BaseModel;
import io.milora.engine.bench.RandomAdapters;
import io.milora.engine.evaluate.GoldenOutputs;
import io.milora.engine.onnx.OnnxOptions;
import io.milora.engine.onnx.OnnxServingEngine;
import io.milora.engine.serve.ServingEngine;
import io.milora.model.Precision;
import io.milora.model.RouterSettings;
import io.milora.model.Scope;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * A local system of the bench's own with one tenant, and beside it the engine alone. Not
 * thread-safe.
 */
final class BenchSystem implements AutoCloseable {
  private static final String TENANT = "bench";
  private static final int CAPACITY = 512;
  private static final int SEED = 2;
  private static final float STRENGTH = 0.01f;

  private final StopOnInterrupt guard;
  private final Connection database;
  private final BaseModel base;
  private final ServingEngine engine;
  private final TenantClient client;
  private final PublishedAdapters adapters;
  private final RandomAdapters random;
  private final int rank;
  private final Path scratch;

  private BenchSystem(LocalSystem system, ServeWorks works, Path scratch, PrintWriter out)
      throws IOException, SQLException, InterruptedException {
    this.scratch = scratch;
    rank = works.rank();
    base = BaseModel.open(works.base());
    engine =
        OnnxServingEngine.open(
            base, new OnnxOptions(works.graphs(), 1, CAPACITY, Precision.INT8, works.threads()));
    random = new RandomAdapters(base.config(), SEED);
    guard = new StopOnInterrupt(system);
    try {
      system.start(Ports.free(), out);
      OperatorClient operator =
          new OperatorClient(system.operatorAddress(), system.operatorToken());
      operator.ensureTenant(TENANT);
      client =
          new TenantClient(
              system.baseUrl(), operator.createKey(TENANT, TENANT, List.of(Scope.INFER)));
      database = system.connect();
      adapters =
          new PublishedAdapters(
              database, system.data().root(), base, BaseModelFiles.name(), TENANT);
    } catch (IOException | SQLException | InterruptedException | RuntimeException e) {
      guard.close();
      engine.close();
      base.close();
      throw e;
    }
  }

  /**
   * Starts one.
   *
   * @param works says what it serves
   * @param scratch folder for everything that it keeps
   * @param out gets a line for every program that is ready
   */
  static BenchSystem start(ServeWorks works, Path scratch, PrintWriter out)
      throws IOException, SQLException, InterruptedException {
    DataFolder data = new DataFolder(scratch.resolve("data"));
    Path models = Files.createDirectories(data.models());
    Path model = models.resolve(BaseModelFiles.name());
    if (Files.isDirectory(works.base())) {
      Files.createSymbolicLink(model, works.base());
    } else {
      Files.createDirectories(model);
      Files.createSymbolicLink(model.resolve(works.base().getFileName()), works.base());
    }
    return new BenchSystem(new LocalSystem(Checkout.current(), data), works, scratch, out);
  }

  /** The tenant's application. */
  TenantClient client() {
    return client;
  }

  /** The engine alone, with one slot, as the system has it. */
  ServingEngine engine() {
    return engine;
  }

  /** What makes prompts of messages, as the system does. */
  BaseModel base() {
    return base;
  }

  /** A MiLoRA adapter that nobody has seen. */
  Adapter fresh() {
    return random.milora(rank, RouterSettings.DEFAULT.k(), STRENGTH);
  }

  /** Publishes an adapter with its golden outputs, as training does; its model's name. */
  String publish(Adapter adapter) throws IOException, SQLException {
    GoldenOutputs golden =
        GoldenOutputs.record(engine, adapter, text -> base.encoder().tokenizer().encode(text));
    return adapters.publish(scratch, adapter, golden);
  }

  /** Makes the number of registered adapters this one; only the kept models can be asked then. */
  void fillUp(List<String> kept, int count) throws IOException, SQLException, InterruptedException {
    adapters.fillUp(scratch, random.smallest(), kept, count);
  }

  @Override
  public void close() throws SQLException {
    database.close();
    guard.close();
    engine.close();
    base.close();
  }
}
