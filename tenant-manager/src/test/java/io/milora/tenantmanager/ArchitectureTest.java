package io.milora.tenantmanager;

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
    packages = "io.milora.tenantmanager",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule RESOURCES_LEAVE_DATA_TO_SERVICES =
      noClasses()
          .that()
          .areAnnotatedWith(Path.class)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.milora.persistence..", "io.milora.artifacts..", "jakarta.persistence..");

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
  static final ArchRule NO_TENSORS_HERE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.milora.engine..", "ai.djl..", "ai.onnxruntime..");

  @ArchTest
  static final ArchRule NO_SQL_HERE =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.sql..", "javax.sql..", "jakarta.persistence..", "org.hibernate..");

  @ArchTest
  static final ArchRule FEATURES_DO_NOT_KNOW_EACH_OTHER =
      SlicesRuleDefinition.slices()
          .matching("io.milora.tenantmanager.(*)..")
          .should()
          .beFreeOfCycles();
}
