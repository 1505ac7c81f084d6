package io.milora.console.account;

import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.radiobutton.RadioButtonGroup;
import com.vaadin.flow.component.textfield.EmailField;
import com.vaadin.flow.router.PageTitle;
import com.vaadin.flow.router.Route;
import io.milora.console.platform.Member;
import io.milora.console.platform.NewMember;
import io.milora.console.shared.Age;
import io.milora.console.shared.Confirmation;
import io.milora.console.shared.ConsoleView;
import io.milora.console.shared.DataTable;
import io.milora.console.shared.DataTable.Column;
import io.milora.console.shared.EmptyState;
import io.milora.console.shared.FormDialog;
import io.milora.console.shared.FormFields;
import io.milora.console.shared.Pill;
import io.milora.console.shared.SecretDialog;
import io.milora.console.shared.Workspace;
import io.milora.model.MemberRole;
import java.util.List;
import java.util.Locale;

/** The people of the tenant: invited, given a role, and removed. */
@Route("members")
@PageTitle("Members – MiLoRA")
public final class MembersView extends ConsoleView {
  MembersView(Workspace workspace) {
    super(workspace, "Members");
    load(this::show);
  }

  private void show() {
    List<Member> members =
        account((plane, who) -> plane.members(who)).data().stream()
            .filter(member -> member.state() != Member.State.REMOVED)
            .toList();
    title("Members", "People who sign in here for this tenant.");
    Button invite = new Button("Invite somebody", click -> openInvitation());
    invite.addThemeVariants(ButtonVariant.LUMO_PRIMARY);
    actions(invite);
    if (members.isEmpty()) {
      body(
          new EmptyState(
              "No members are kept here", "Whoever you invite can sign in and appears here."));
      return;
    }
    DataTable<Member> table =
        new DataTable<>(
            "Members",
            List.of(
                Column.text("E-mail", Member::email),
                Column.text("Role", member -> word(member.role())),
                Column.of("State", MembersView::state),
                Column.of("Since", member -> new Age(member.createdAt())),
                Column.of("Actions", this::buttons)));
    table.show(members);
    body(panel("People", table));
  }

  private static Pill state(Member member) {
    return switch (member.state()) {
      case ACTIVE -> new Pill("active", Pill.Tone.GOOD);
      case PENDING -> new Pill("waiting for the sign-in service", Pill.Tone.WARN);
      case REMOVING, REMOVED -> new Pill("being removed", Pill.Tone.WARN);
    };
  }

  private Component buttons(Member member) {
    Div buttons = new Div();
    buttons.addClassName("row-actions");
    if (member.state() == Member.State.REMOVING) {
      return buttons;
    }
    MemberRole other = member.role() == MemberRole.ADMIN ? MemberRole.MEMBER : MemberRole.ADMIN;
    buttons.add(
        small("Make " + word(other), member, () -> changeRole(member, other)),
        small("Remove", member, () -> confirmRemoval(member)));
    return buttons;
  }

  private static Button small(String verb, Member member, Runnable action) {
    Button button = new Button(verb, click -> action.run());
    button.addThemeVariants(ButtonVariant.LUMO_SMALL, ButtonVariant.LUMO_TERTIARY);
    button.setAriaLabel(verb + ": " + member.email());
    return button;
  }

  private void openInvitation() {
    EmailField email = new EmailField("E-mail");
    email.setErrorMessage("An e-mail address, such as ada@example.org");
    RadioButtonGroup<MemberRole> role = new RadioButtonGroup<>("Role");
    role.setItems(MemberRole.values());
    role.setItemLabelGenerator(MembersView::explained);
    role.setValue(MemberRole.MEMBER);
    new FormDialog(
            "Invite somebody",
            "Invite",
            () -> {
              email.setInvalid(email.isInvalid() || email.isEmpty());
              return !email.isInvalid() && invite(new NewMember(email.getValue(), role.getValue()));
            },
            email,
            role)
        .keeping(
            draft("invitation"),
            new FormFields()
                .text("email", email)
                .one("role", role, List.of(MemberRole.values()), MemberRole::name))
        .open();
  }

  private boolean invite(NewMember wanted) {
    Member member = account((plane, who) -> plane.invite(who, wanted));
    String password = member.oneTimePassword();
    if (password != null) {
      new SecretDialog(
              "One-time password of " + member.email(),
              "No mail is sent from here. Give it to the person on a safe way; at the first sign-in it has to be changed.",
              password)
          .open();
    }
    load(this::show);
    return true;
  }

  private void changeRole(Member member, MemberRole role) {
    Confirmation.ask(
        "Make %s %s?".formatted(member.email(), word(role)),
        role == MemberRole.ADMIN
            ? "Admins make and revoke keys, invite and remove people, and read the audit log."
            : "Members train and use adapters, but no longer see keys, people or the audit log.",
        "Make " + word(role),
        () -> attempt(() -> invite(new NewMember(member.email(), role))));
  }

  private void confirmRemoval(Member member) {
    Confirmation.ask(
        "Remove " + member.email() + "?",
        "The person is let in no more, at once. Jobs, adapters and keys that came of the work stay.",
        "Remove",
        () ->
            attempt(
                () -> {
                  account((plane, who) -> plane.removeMember(who, member.id()));
                  load(this::show);
                }));
  }

  private static String word(MemberRole role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  private static String explained(MemberRole role) {
    return switch (role) {
      case ADMIN -> "admin: everything, keys and people included";
      case MEMBER -> "member: uploads, trains and uses adapters";
    };
  }
}
