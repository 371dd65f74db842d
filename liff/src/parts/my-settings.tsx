import { go } from "../router.ts";
import { session } from "../state/visit.ts";
import { say } from "../words/say.tsx";
import { LaterAccess } from "./later-access.tsx";
import { Link } from "./link.tsx";
import { SignOut } from "./sign-out.tsx";

/** Contact, family, Ⅴ the devices and the link with LINE, Ⅵ log out. */
export function Settings() {
  return (
    <>
      <section aria-labelledby="settings">
        <h2 id="settings">{say("my.settings")}</h2>
        <div class="actions">
          <Link class="button secondary" to="/contact?next=/mypage">
            {say("my.changeContact")}
          </Link>
          {session.value?.lineKnown && (
            <Link class="button secondary" to="/identity?add=1">
              {say("people.add")}
            </Link>
          )}
        </div>
      </section>
      <LaterAccess />
      <SignOut onSignedOut={() => go("/logout", { replace: true })} />
    </>
  );
}
