package io.milora.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.vaadin.flow.component.dependency.CssImport;
import com.vaadin.flow.component.dependency.JsModule;
import com.vaadin.flow.component.dependency.NpmPackage;

@AnalyzeClasses(
    packages = "io.milora.console",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule THE_PLATFORM_IS_KNOWN_BY_ITS_API_ONLY =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.milora.persistence..",
              "io.milora.artifacts..",
              "io.milora.engine..",
              "java.sql..",
              "javax.sql..",
              "jakarta.persistence..");

  @ArchTest
  static final ArchRule THE_BUILD_NEEDS_NO_NODE =
      noClasses()
          .should()
          .beAnnotatedWith(NpmPackage.class)
          .orShould()
          .beAnnotatedWith(JsModule.class)
          .orShould()
          .beAnnotatedWith(CssImport.class);

  @ArchTest
  static final ArchRule SHARED_PARTS_KNOW_NO_VIEW =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.milora.console.shared..",
              "io.milora.console.live..",
              "io.milora.console.session..",
              "io.milora.console.platform..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.milora.console.home..",
              "io.milora.console.datasets..",
              "io.milora.console.jobs..",
              "io.milora.console.adapters..",
              "io.milora.console.playground..",
              "io.milora.console.latency..",
              "io.milora.console.operations..",
              "io.milora.console.account..",
              "io.milora.console.usage..",
              "io.milora.console.audit..",
              "io.milora.console.router..",
              "io.milora.console.layout..");
}
