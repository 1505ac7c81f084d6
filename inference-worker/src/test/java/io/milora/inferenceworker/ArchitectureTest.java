package io.milora.inferenceworker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.milora.http.OperatorOnly;
import io.milora.http.RequiresScope;
import jakarta.ws.rs.Path;

@AnalyzeClasses(
    packages = "io.milora.inferenceworker",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule RESOURCES_SAY_WHO_MAY_CALL_THEM =
      classes()
          .that()
          .areAnnotatedWith(Path.class)
          .should()
          .beAnnotatedWith(RequiresScope.class)
          .orShould()
          .beAnnotatedWith(OperatorOnly.class);

  @ArchTest
  static final ArchRule NO_SQL_HERE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..", "javax.sql..", "jakarta.persistence..", "org.hibernate..");

  @ArchTest
  static final ArchRule NO_TENSORS_HERE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ai.djl..", "ai.onnxruntime..", "io.milora.engine.torch..");

  @ArchTest
  static final ArchRule FEATURES_DEPEND_ONE_WAY =
      SlicesRuleDefinition.slices()
          .matching("io.milora.inferenceworker.(*)..")
          .should()
          .beFreeOfCycles();
}
