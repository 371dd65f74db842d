import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";

import { Loading } from "./loading.tsx";
import { ProblemScreen } from "./problem.tsx";

/** The section of `my-access.tsx`, once its script has loaded. */
export function LaterAccess() {
  const [Access, setAccess] = useState<ComponentType>();
  const [missing, setMissing] = useState(false);

  async function load() {
    setMissing(false);
    try {
      const loaded = await import("./my-access.tsx");
      setAccess(() => loaded.Access);
    } catch {
      setMissing(true);
    }
  }

  useEffect(() => {
    load();
  }, []);

  if (Access) return <Access />;
  return missing ? <ProblemScreen failure={{ kind: "offline" }} again={load} /> : <Loading />;
}
