package se.brygga;

import java.util.Map;

/** Whose device a store has become. */
public final class Enrolled extends Fields {
  Enrolled(Map<String, Object> members) {
    super(members);
  }

  public String tenant() {
    return Values.text(present("tenant"));
  }

  public String tenantTitle() {
    return Values.text(present("tenant_title"));
  }

  public String accountName() {
    return Values.text(present("account_name"));
  }

  public String url() {
    return Values.text(present("url"));
  }
}
