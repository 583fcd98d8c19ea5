package se.brygga;

import java.util.Collections;
import java.util.Map;

/** What a person was given at the office to make this store theirs. */
public final class Enrolment extends Fields {
  public Enrolment() {
    this(Collections.<String, Object>emptyMap());
  }

  private Enrolment(Map<String, Object> members) {
    super(members);
  }

  /** "https://office.example.se". */
  public Enrolment withUrl(String url) {
    return new Enrolment(with("url", url));
  }

  public Enrolment withTenant(String tenant) {
    return new Enrolment(with("tenant", tenant));
  }

  /** The one-time code. */
  public Enrolment withCode(String code) {
    return new Enrolment(with("code", code));
  }

  /** By which the office tells the person's devices apart. */
  public Enrolment withDeviceName(String name) {
    return new Enrolment(with("device_name", name));
  }

  /** A PEM file with the certificates to trust instead of the system's; copied beside the store. */
  public Enrolment withCaFile(String path) {
    return new Enrolment(with("ca_file", path));
  }
}
