package io.milora.engine.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Optional;

/**
 * The native library, loaded once a process. Its telemetry is switched off beforehand: a serving
 * process reports to nobody, and without a network the reporter brings the process down.
 */
final class OnnxRuntime {
  private static final String NAME = "milora";

  static final OrtEnvironment ENVIRONMENT = load();

  private OnnxRuntime() {}

  private static OrtEnvironment load() {
    setEnvironmentVariable("ORT_DISABLE_TELEMETRY", "1");
    return environment();
  }

  /**
   * The environment, with a second reference to its native half. The library's shutdown hook gives
   * up the first one, which would tear the library down under the runs of a process that drains.
   */
  private static OrtEnvironment environment() {
    OrtLoggingLevel level = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
    OrtEnvironment environment = OrtEnvironment.getEnvironment(level, NAME);
    try {
      Field api = Class.forName("ai.onnxruntime.OnnxRuntime").getDeclaredField("ortApiHandle");
      api.setAccessible(true);
      Method acquire =
          OrtEnvironment.class.getDeclaredMethod(
              "createHandle", long.class, int.class, String.class);
      acquire.setAccessible(true);
      acquire.invoke(null, api.getLong(null), level.getValue(), NAME);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(
          "This version of ONNX Runtime makes its environment in another way than 1.29", e);
    }
    return environment;
  }

  /** Java cannot change its process's environment; the C library can. */
  @SuppressWarnings("restricted") // one C call, with its own signature
  private static void setEnvironmentVariable(String name, String value) {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> address = linker.defaultLookup().find("setenv");
    if (address.isEmpty()) {
      return; // Not a POSIX system; there the library has no reporter of its own.
    }
    MethodHandle setenv =
        linker.downcallHandle(
            address.get(),
            FunctionDescriptor.of(
                ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS,
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_INT));
    try (Arena arena = Arena.ofConfined()) {
      int status = (int) setenv.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value), 1);
      if (status != 0) {
        throw new IllegalStateException("Cannot set environment variable " + name);
      }
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("Cannot set environment variable " + name, e);
    }
  }
}
