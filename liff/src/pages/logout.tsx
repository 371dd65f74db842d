import { MyPageButton } from "../parts/my-page-button.tsx";
import { Page } from "../parts/page.tsx";
import { query, safeReturn } from "../router.ts";
import { say, word } from "../words/say.tsx";

/** Ⅵ: logged out, until 「マイページ」 is pressed. */
export function LogoutPage() {
  return (
    <Page title={say("logout.title")} name={word("logout.title")}>
      <p class="lead">{say("logout.lead")}</p>
      <div class="actions">
        <MyPageButton next={safeReturn(query.value.get("next"))} />
      </div>
    </Page>
  );
}
