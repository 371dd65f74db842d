/** Returns from a venue that no longer exists to the list of venues, with an explanation. */
import { useEffect } from "preact/hooks";

import { codeOf, type Failure } from "../api/answer.ts";
import { go } from "../router.ts";
import { tellNext } from "./notice.ts";

export function useGoneVenue(failure: Failure | undefined): void {
  const gone = failure !== undefined && codeOf(failure) === "venue_unknown";
  useEffect(() => {
    if (!gone) return;
    tellNext("warning", "missing.venue");
    go("/place", { replace: true });
  }, [gone]);
}
