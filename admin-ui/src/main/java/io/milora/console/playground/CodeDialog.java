package io.milora.console.playground;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.dialog.Dialog;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import io.milora.console.platform.ChatRequest;

/** The same request as a program, to copy. */
final class CodeDialog extends Dialog {
  CodeDialog(String baseUrl, ChatRequest request) {
    setHeaderTitle("From your application");
    Pre code = new Pre();
    code.addClassName("code");
    code.getElement().setAttribute("tabindex", "0");
    RadioButtonGroup<CodeSample> language = new RadioButtonGroup<>("Language");
    language.setItems(CodeSample.values());
    language.setItemLabelGenerator(CodeSample::label);
    language.addValueChangeListener(change -> code.setText(change.getValue().of(baseUrl, request)));
    language.setValue(CodeSample.CURL);
    Button copy = new Button("Copy");
    copy.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    copy.addClickListener(
        click -> {
          copy.getElement().executeJs("window.milora.copy($0)", code.getText());
          copy.setText("Copied");
        });
    add(
        new Paragraph("An admin of your tenant makes the API key; it goes into MILORA_API_KEY."),
        language,
        code);
    getFooter().add(new Button("Close", click -> close()), copy);
  }
}
