import { say } from "../words/say.tsx";

export function Loading() {
  return (
    <p class="loading" role="status">
      <span class="spinner" aria-hidden="true" />
      <span>{say("state.loading")}</span>
    </p>
  );
}
