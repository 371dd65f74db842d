/** The routes: which page belongs to which path. */
import type { VNode } from "preact";

import { ChoicePage } from "./pages/choice.tsx";
import { ConfirmPage } from "./pages/confirm.tsx";
import { ContactPage } from "./pages/contact.tsx";
import { DonePage } from "./pages/done.tsx";
import { IdentityPage } from "./pages/identity.tsx";
import { LineLinkPage } from "./pages/line-link.tsx";
import { LogoutPage } from "./pages/logout.tsx";
import { MissingPage } from "./pages/missing.tsx";
import { MyPage } from "./pages/my-page.tsx";
import { PeoplePage } from "./pages/people.tsx";
import { DatePage, DayVenuesPage, PlacePage, VenueCalendarPage } from "./pages/place.tsx";
import { RobotCheckPage } from "./pages/robot-check.tsx";
import { TermsPage } from "./pages/terms.tsx";
import { TimesPage } from "./pages/times.tsx";
import { DoorPage } from "./pages/waiting.tsx";
import { match } from "./router.ts";

type Make = (...parts: string[]) => VNode;

/** `:` matches one part of the path; the parts are passed on in order. */
const pages: readonly (readonly [string, Make])[] = [
  ["/", () => <TermsPage />],
  ["/waiting", () => <DoorPage />],
  ["/identity", () => <IdentityPage />],
  ["/robot-check", () => <RobotCheckPage />],
  ["/people", () => <PeoplePage />],
  ["/line", () => <LineLinkPage />],
  ["/contact", () => <ContactPage />],
  ["/choice", () => <ChoicePage />],
  ["/place", () => <PlacePage />],
  ["/place/:", (venueId = "") => <VenueCalendarPage venueId={venueId} />],
  ["/place/:/:", (venueId = "", date = "") => <TimesPage venueId={venueId} date={date} />],
  ["/date", () => <DatePage />],
  ["/date/:", (date = "") => <DayVenuesPage date={date} />],
  ["/confirm/:", (slotId = "") => <ConfirmPage slotId={slotId} />],
  ["/done", () => <DonePage />],
  ["/mypage", () => <MyPage />],
  ["/logout", () => <LogoutPage />],
];

export function pageAt(path: string): VNode {
  for (const [pattern, make] of pages) {
    const parts = match(pattern, path);
    if (parts) return make(...parts);
  }
  return <MissingPage />;
}
