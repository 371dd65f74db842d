import { getContact } from "../api/client.ts";
import { ContactForm } from "../parts/contact-form.tsx";
import { Loading } from "../parts/loading.tsx";
import { Page } from "../parts/page.tsx";
import { ProblemScreen } from "../parts/problem.tsx";
import { query, safeReturn } from "../router.ts";
import { draft } from "../state/draft.ts";
import { useAnswer } from "../state/use-answer.ts";
import { personId, session } from "../state/visit.ts";
import { say, word } from "../words/say.tsx";

/** Ⅱ-04 連絡先の入力; also for changing it, from My Page and the confirmation. */
export function ContactPage() {
  const next = safeReturn(query.value.get("next"));
  const editing = session.value?.hasContact ?? false;
  return (
    <Page
      title={say("contact.title")}
      name={word("contact.title")}
      step={editing ? undefined : "contact"}
      identified
    >
      <Filled next={next} editing={editing} />
    </Page>
  );
}

function Filled({ next, editing }: { next: string | undefined; editing: boolean }) {
  const { value, failure, again } = useAnswer("contact", getContact);
  if (failure) return <ProblemScreen failure={failure} again={again} />;
  if (!value) return <Loading />;
  const stored = { name: value.name ?? "", phone: value.phone ?? "", email: value.email ?? "" };
  return <ContactForm first={draft(personId.value) ?? stored} next={next} editing={editing} />;
}
