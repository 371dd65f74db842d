/** LINE's SDK with the modules we need; imported dynamically, a chunk of its own. */
import CloseWindowModule from "@line/liff/close-window";
import liff from "@line/liff/core";
import GetIDTokenModule from "@line/liff/get-id-token";
import IsInClientModule from "@line/liff/is-in-client";
import IsLoggedInModule from "@line/liff/is-logged-in";
import LoginModule from "@line/liff/login";
import LogoutModule from "@line/liff/logout";

/** As much of the SDK as the pages use. */
export type Sdk = {
  init(settings: { liffId: string }): Promise<void>;
  isInClient(): boolean;
  isLoggedIn(): boolean;
  getIDToken(): string | null;
  login(settings: { redirectUri: string }): void;
  logout(): void;
  closeWindow(): void;
};

liff.use(new IsInClientModule());
liff.use(new IsLoggedInModule());
liff.use(new GetIDTokenModule());
liff.use(new LoginModule());
liff.use(new LogoutModule());
liff.use(new CloseWindowModule());

export const sdk: Sdk = liff;
