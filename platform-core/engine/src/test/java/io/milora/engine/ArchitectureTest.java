package io.milora.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(packages = "io.milora.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule ONLY_TRAINING_AND_ITS_PROGRAMS_KNOW_PYTORCH =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.milora.engine.torch..", "io.milora.engine.train..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl.pytorch..", "ai.djl.ndarray..");

  @ArchTest
  static final ArchRule ONLY_THE_GRAPH_KNOWS_ONNX_RUNTIME =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.milora.engine.onnx..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule NOTHING_BEHIND_THE_SEAM_IS_SEEN_BEFORE_IT =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.milora.engine.batch..",
              "io.milora.engine.generate..",
              "io.milora.engine.evaluate..",
              "io.milora.engine.adapter..",
              "io.milora.engine.base..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.milora.engine.onnx..", "io.milora.engine.torch..");

  @ArchTest
  static final ArchRule PARTS_DEPEND_ONE_WAY =
      SlicesRuleDefinition.slices().matching("io.milora.engine.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule NOTHING_OF_THE_PRODUCT_DEPENDS_ON_COMPARISONS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.milora.engine.bench..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.milora.engine.bench..");
}
