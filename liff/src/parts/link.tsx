import type { ComponentChildren } from "preact";

import { go, href } from "../router.ts";

type Props = { to: string; class?: string; replace?: boolean; children: ComponentChildren };

/** A link within the pages: a real address, opened without reloading. */
export function Link({ to, class: style, replace = false, children }: Props) {
  function follow(event: MouseEvent) {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(to, { replace });
  }
  return (
    <a class={style} href={href(to)} onClick={follow}>
      {children}
    </a>
  );
}
