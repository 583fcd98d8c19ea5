package se.brygga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static se.brygga.Claims.assertFails;

import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import se.brygga.casework.CheckinRecordInput;
import se.brygga.casework.CheckinRecordInput.Activity;
import se.brygga.casework.ParticipantAddInput;

/** The classes that are made of the library's schema. */
class TypesTest {
  @Test
  void input_holds_what_it_was_given_and_names_its_call() {
    CheckinRecordInput input =
        new CheckinRecordInput()
            .withActivity(Activity.COACHING)
            .withAt(Instant.parse("2026-10-05T09:30:00Z"))
            .withAttendedMinutes(240L)
            .withInCommunity(true)
            .withParticipantSignature(new byte[] {1, 2, 3});
    assertEquals("checkin.record", input.callName());
    assertEquals(
        "{\"activity\":\"coaching\",\"at\":\"2026-10-05T09:30:00Z\",\"attended_minutes\":240,"
            + "\"in_community\":true,\"participant_signature\":\"AQID\"}",
        input.toJson());
    assertEquals(Activity.COACHING, input.activity());
    assertEquals(Long.valueOf(240), input.attendedMinutes());
    assertEquals(Instant.parse("2026-10-05T09:30:00Z"), input.at());
    assertNull(input.comment());
    assertTrue(input instanceof Command);
  }

  @Test
  void null_is_given_and_what_was_left_out_is_not() {
    ParticipantAddInput input = new ParticipantAddInput().withFirstName("Åsa 🚣").withDistrict(null);
    assertEquals("{\"first_name\":\"Åsa 🚣\",\"district\":null}", input.toJson());
  }

  @Test
  void input_does_not_change_with_the_list_that_it_was_given() {
    String[] languages = {"so", "sv"};
    ParticipantAddInput input = new ParticipantAddInput().withLanguages(Arrays.asList(languages));
    languages[0] = "en";
    assertEquals(Arrays.asList("so", "sv"), input.languages());
  }

  @Test
  void input_with_half_a_surrogate_pair_is_refused() {
    ParticipantAddInput input = new ParticipantAddInput().withFirstName("\ud83d");
    assertFails(ErrorKind.INVALID, "not_utf16", () -> Native.utf8(input.toJson()));
  }
}
