/** A page's query to the service: sent when the page appears, and again when its key changes. */
import { useEffect, useRef, useState } from "preact/hooks";

import { type Answer, codeOf, type Failure } from "../api/answer.ts";
import { remember, remembered } from "./answers.ts";
import { present } from "./presence.ts";
import { sessionRanOut } from "./visit.ts";

export type Asked<T> = {
  value: T | undefined;
  failure: Failure | undefined;
  again: () => void;
};

type Held<T> = { key: string; value?: T | undefined; failure?: Failure | undefined };

/** `key` names the query with all its parameters, e.g. `times/3/2026-12-08`. */
export function useAnswer<T>(key: string, ask: () => Promise<Answer<T>>): Asked<T> {
  const [round, setRound] = useState(0);
  const [held, setHeld] = useState<Held<T>>({ key: "" });
  const question = useRef(ask);
  question.current = ask;

  useEffect(() => {
    let wanted = true;
    present();
    question.current().then((answer) => {
      if (!wanted) return;
      if (answer.ok) {
        remember(key, answer.value);
        setHeld({ key, value: answer.value });
      } else {
        if (codeOf(answer.failure) === "not_identified") sessionRanOut();
        setHeld({ key, failure: answer.failure });
      }
    });
    return () => {
      wanted = false;
    };
  }, [key, round]);

  const current = held.key === key;
  return {
    value: current ? held.value : (remembered(key) as T | undefined),
    failure: current ? held.failure : undefined,
    again: () => {
      setHeld({ key: "" });
      setRound(round + 1);
    },
  };
}
