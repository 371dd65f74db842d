import { href, path, query, withQuery } from "../router.ts";
import { line, lineUsable } from "../state/visit.ts";
import { say } from "../words/say.tsx";
import { Button } from "./button.tsx";

/** Outside LINE's app: people who have linked a coupon log in with LINE and type nothing. */
export function LineLogin() {
  if (!lineUsable.value || line.value.inClient || line.value.loggedIn) return null;
  const here = href(withQuery(path.value, Object.fromEntries(query.value)));
  return (
    <section class="aside">
      <p>{say("identity.lineLoginHint")}</p>
      <Button kind="secondary" onPress={() => line.value.login(here)}>
        {say("identity.lineLogin")}
      </Button>
    </section>
  );
}
