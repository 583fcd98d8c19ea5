package se.brygga;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static se.brygga.Claims.assertFails;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValuesTest {
  @Test
  void typed_values_and_json_are_each_others_inverse() {
    LocalDate day = LocalDate.of(2026, 10, 5);
    Instant time = Instant.parse("2026-10-05T09:30:00Z");
    byte[] bytes = {0, -1, 127};
    assertEquals(day, Values.date(Values.plain(day)));
    assertEquals(time, Values.instant(Values.plain(time)));
    assertEquals(time, Values.instant(time.toEpochMilli()));
    assertArrayEquals(bytes, Values.base64(Values.plain(bytes)));
    List<LocalDate> days = Arrays.asList(day, null, day);
    assertEquals(days, Values.list(Values.plain(days), Values::date));
    Map<String, LocalDate> map = Collections.singletonMap("a", day);
    assertEquals(map, Values.map(Values.plain(map), Values::date));
  }

  @Test
  void null_stays_null() {
    assertNull(Values.text(null));
    assertNull(Values.integer(null));
    assertNull(Values.date(null));
    assertNull(Values.base64(null));
    assertNull(Values.list(null, Values::text));
    assertNull(Values.map(null, Values::text));
    assertNull(Values.choice(null, SyncReport.Phase.values(), SyncReport.Phase.UNRECOGNIZED));
  }

  @Test
  void value_of_another_type_is_an_answer_that_was_not_expected() {
    assertFails(ErrorKind.CORRUPT, "unexpected_answer", () -> Values.text(7));
    assertFails(ErrorKind.CORRUPT, "unexpected_answer", () -> Values.integer("7"));
    assertFails(ErrorKind.CORRUPT, "unexpected_answer", () -> Values.date("2026-02-30"));
    assertFails(ErrorKind.CORRUPT, "unexpected_answer", () -> Values.instant("yesterday"));
    assertFails(ErrorKind.CORRUPT, "unexpected_answer", () -> Values.base64("%"));
    assertFails(ErrorKind.CORRUPT, "unexpected_answer", () -> Values.members("{}"));
    assertFails(ErrorKind.CORRUPT, "unexpected_answer", () -> Json.object("[]"));
    assertFails(ErrorKind.CORRUPT, "unexpected_answer", () -> Json.object("{"));
  }

  @Test
  void choice_of_a_newer_library_is_read_and_cannot_be_given() {
    SyncReport.Phase phase =
        Values.choice("dreaming", SyncReport.Phase.values(), SyncReport.Phase.UNRECOGNIZED);
    assertEquals(SyncReport.Phase.UNRECOGNIZED, phase);
    assertThrows(IllegalArgumentException.class, () -> Values.plain(phase));
  }

  @Test
  void json_keeps_what_it_was_given_in_its_order() {
    String json = "{\"b\":[1,2.5,true,null,\"å🚣\\n\\u0000\"],\"a\":{\"c\":-9007199254740993}}";
    assertEquals(json, Json.text(Json.object(json)));
  }

  @Test
  void nothing_that_was_read_or_given_can_be_changed() {
    Map<String, Object> read = Json.object("{\"a\": [{}]}");
    assertThrows(UnsupportedOperationException.class, () -> read.put("b", 1));
    assertThrows(UnsupportedOperationException.class, () -> ((List<?>) read.get("a")).clear());
    Budget budget = Budget.unlimited();
    assertEquals("{\"bytes_max\":7}", budget.withBytesMax(7).toJson());
    assertEquals("{}", budget.toJson());
    assertEquals(budget.withBytesMax(7), budget.withBytesMax(7));
  }

  @Test
  void several_changes_are_told_as_one() {
    Change saved = change("{\"entities\":[\"a\",\"b\"],\"status\":true,\"received\":false}");
    Change received = change("{\"entities\":[\"b\",\"c\"],\"status\":false,\"received\":true}");
    assertEquals(
        change("{\"entities\":[\"a\",\"b\",\"c\"],\"status\":true,\"received\":true}"),
        saved.and(received));
  }

  @Test
  void several_reports_are_told_as_one_with_the_newest_phase() {
    SyncReport before = report("backing_off", 2, ",\"error\":{\"kind\":\"offline\"}");
    SyncReport both = before.and(report("idle", 0, ""));
    assertEquals(SyncReport.Phase.IDLE, both.phase());
    assertEquals(0, both.failures());
    assertNull(both.error());
    assertEquals(2, both.receipts());
    assertEquals(4, both.rows());
    assertEquals(6, both.editsSent());
    assertEquals(8, both.bytesSent());
    assertEquals(10, both.bytesReceived());
    assertEquals(ErrorKind.OFFLINE, both.and(before).error().kind());
  }

  private static SyncReport report(String phase, int failures, String error) {
    return new SyncReport(
        Json.object(
            "{\"phase\":\"" + phase + "\",\"failures\":" + failures
                + ",\"receipts\":1,\"rows\":2,\"edits_sent\":3,\"bytes_sent\":4"
                + ",\"bytes_received\":5" + error + "}"));
  }

  private static Change change(String json) {
    return new Change(Json.object(json));
  }
}
