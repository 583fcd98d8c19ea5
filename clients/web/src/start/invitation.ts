/** What an office gives a person to enrol a device with. */
export interface Invitation {
  tenant: string;
  code: string;
}

/** From the text of a QR code or a link: "https://office/#enrol=goteborg.7KQ2-M9PA", or its last part. */
export function invitationOf(text: string): Invitation | null {
  const match = /^(?:.*#enrol=)?([^.#/\s]+)\.([^.#/\s]+)$/.exec(text.trim());
  return match?.[1] && match[2] ? { tenant: match[1], code: match[2] } : null;
}

/** Of the page's address, from which it is removed at once: it must not stand in any history. */
export function takeInvitation(): Invitation | null {
  if (!location.hash.startsWith('#enrol=')) return null;
  const invitation = invitationOf(decodeURIComponent(location.hash));
  history.replaceState(null, '', '/');
  return invitation;
}

/** Where no link may lead anywhere: it leaves the address, and is read by nobody. */
export function dropLink(): void {
  if (location.hash) history.replaceState(null, '', '/');
}

/** The same of a link "https://office/#password=goteborg.7KQ2-M9PA", with which somebody chooses a password. */
export function takePasswordCode(): Invitation | null {
  if (!location.hash.startsWith('#password=')) return null;
  const invitation = invitationOf(decodeURIComponent(location.hash).replace('#password=', ''));
  history.replaceState(null, '', '/');
  return invitation;
}
