/** LINE's SDK with the modules we need; a chunk of its own, imported dynamically. */
import CloseWindowModule from "@line/liff/close-window";
import liff from "@line/liff/core";
import GetAccessTokenModule from "@line/liff/get-access-token";
import GetIDTokenModule from "@line/liff/get-id-token";
import IsInClientModule from "@line/liff/is-in-client";
import IsLoggedInModule from "@line/liff/is-logged-in";
import LoginModule from "@line/liff/login";
import LogoutModule from "@line/liff/logout";
import OpenWindowModule from "@line/liff/open-window";

/** The part of the SDK that the pages use. */
export type Sdk = {
  init(settings: { liffId: string }): Promise<void>;
  isInClient(): boolean;
  isLoggedIn(): boolean;
  getIDToken(): string | null;
  getAccessToken(): string | null;
  login(settings: { redirectUri: string }): void;
  logout(): void;
  openWindow(settings: { url: string; external: boolean }): void;
  closeWindow(): void;
};

liff.use(new IsInClientModule());
liff.use(new IsLoggedInModule());
liff.use(new GetIDTokenModule());
liff.use(new GetAccessTokenModule());
liff.use(new LoginModule());
liff.use(new LogoutModule());
liff.use(new OpenWindowModule());
liff.use(new CloseWindowModule());

export const sdk: Sdk = liff;
