import { municipality, session } from "../state/visit.ts";
import { say } from "../words/say.tsx";
import { Message } from "./message.tsx";

/** For people who are linked but not friends of the account: LINE does not notify them. */
export function AddFriend() {
  const url = municipality.value?.line.friendUrl;
  if (session.value?.friend !== false || !url) return null;
  return (
    <Message kind="info">
      <p>{say("friend.lead")}</p>
      <p>
        <a class="button secondary" href={url}>
          {say("friend.add")}
        </a>
      </p>
    </Message>
  );
}
