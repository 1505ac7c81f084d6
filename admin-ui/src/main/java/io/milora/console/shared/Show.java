package io.milora.console.shared;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.page.ExtendedClientDetails;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers with units, and times in the user's zone. */
public final class Show {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm", Locale.ENGLISH);
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("d MMM yyyy, HH:mm:ss z", Locale.ENGLISH);
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMM", Locale.ENGLISH);
  private static final String[] UNITS = {"B", "KB", "MB", "GB", "TB"};

  private Show() {}

  /** For instance {@code 1.4 MB}. */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1000 && unit < UNITS.length - 1) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, UNITS[unit]);
  }

  /** For instance {@code 12,345}. */
  public static String count(long number) {
    return String.format(Locale.ENGLISH, "%,d", number);
  }

  /** A number with so many decimals, or a dash. */
  public static String decimal(@Nullable Double value, int digits) {
    return value == null ? "–" : String.format(Locale.ENGLISH, "%,." + digits + "f", value);
  }

  /** A share from 0 to 1 as per cent, or a dash. */
  public static String percent(@Nullable Double share) {
    return share == null ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  /** For instance {@code 3 min 20 s}. */
  public static String duration(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    if (seconds >= 2 * 86_400) {
      return seconds / 86_400 + " days";
    }
    return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
  }

  /** Day and time to the minute, in the user's zone. */
  static String date(long epochSecond) {
    return TIME.format(Instant.ofEpochSecond(epochSecond).atZone(zone()));
  }

  /** A day of UTC, for instance {@code 3 Nov}. */
  public static String day(long epochSecond) {
    return DAY.format(Instant.ofEpochSecond(epochSecond).atOffset(ZoneOffset.UTC));
  }

  /** To the second, with the zone. */
  public static String exact(long epochSecond) {
    return EXACT.format(Instant.ofEpochSecond(epochSecond).atZone(zone()));
  }

  /** When a day begins in the user's zone, seconds since 1970. */
  public static long startOfDay(LocalDate day) {
    return day.atStartOfDay(zone()).toEpochSecond();
  }

  private static ZoneId zone() {
    UI ui = UI.getCurrent();
    ExtendedClientDetails browser = ui == null ? null : ui.getPage().getExtendedClientDetails();
    String id = browser == null ? null : browser.getTimeZoneId();
    return id == null || id.isEmpty() ? ZoneOffset.UTC : ZoneId.of(id);
  }
}
