import { municipality, session } from "../state/visit.ts";
import { say } from "../words/say.tsx";
import { Message } from "./message.tsx";

/** Someone who is linked but no friend of the account gets no notices there. */
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
