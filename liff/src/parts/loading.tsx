import { say } from "../words/say.tsx";

/** `alone` if there is no page yet whose heading would say where the visitor is. */
export function Loading({ alone = false }: { alone?: boolean }) {
  const words = (
    <>
      <span class="spinner" aria-hidden="true" />
      <span>{say("state.loading")}</span>
    </>
  );
  if (alone) return <h1 class="loading">{words}</h1>;
  return (
    <p class="loading" role="status">
      {words}
    </p>
  );
}
