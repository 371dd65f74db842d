/** The service's API, one function per request. The only module that fetches. */
import createClient from "openapi-fetch";

import { type Answer, answer } from "./answer.ts";
import type { components, paths } from "./schema.ts";

type Schemas = components["schemas"];
export type Municipality = Schemas["Municipality"];
export type Session = Schemas["Session"];
export type Person = Schemas["Person"];
export type OpenSession = Schemas["OpenSession"];
export type OpenSessions = Schemas["OpenSessions"];
export type Contact = Schemas["Contact"];
export type ContactForm = Schemas["ContactForm"];
export type Venue = Schemas["Venue"];
export type Place = Schemas["Place"];
export type Calendar = Schemas["Calendar"];
export type Time = Schemas["Time"];
export type SlotDetail = Schemas["SlotDetail"];
export type Booking = Schemas["Booking"];
export type Bookings = Schemas["Bookings"];
export type Mark = Schemas["Mark"];
export type LineSettings = Schemas["LineSettings"];
export type IssuerChoice = Schemas["IssuerChoice"];
export type TermsBlock = Schemas["TermsBlock"];
export type PlaceInLine = Schemas["PlaceInLine"];

const TIMEOUT_MS = 15_000;

const client = createClient<paths>({ baseUrl: "", fetch: fetchInTime });

/** Requests that change something declare JSON as their type, with or without a body. */
const headers = { "content-type": "application/json" };

/** Gets the municipality in the language of the visitor, as far as its settings have it. */
export const getMunicipality = (language: string): Promise<Answer<Municipality>> =>
  answer(client.GET("/api/municipality", { headers: { "accept-language": language } }));

export const getPlaceInLine = (): Promise<Answer<PlaceInLine>> =>
  answer(client.GET("/api/waiting-room"));

/** Binds the ticket to the LINE account; from then on no other account can use it. */
export const bindPlaceInLine = (knock: Schemas["Knock"]): Promise<Answer<PlaceInLine>> =>
  answer(client.POST("/api/waiting-room", { body: knock }));

export const getSession = (): Promise<Answer<Session>> => answer(client.GET("/api/session"));

export const postLineSession = (idToken: string): Promise<Answer<Session>> =>
  answer(client.POST("/api/session/line", { body: { idToken } }));

export const postCouponSession = (body: Schemas["CouponLogin"]): Promise<Answer<Session>> =>
  answer(client.POST("/api/session/coupon", { body }));

export const putPerson = (id: string): Promise<Answer<Session>> =>
  answer(client.PUT("/api/session/person", { body: { id } }));

export const postRobotCheck = (solution: string): Promise<Answer<undefined>> =>
  answer(client.POST("/api/robot-check", { body: { solution } }));

export const deleteSession = (): Promise<Answer<undefined>> =>
  answer(client.DELETE("/api/session", { headers }));

export const getSessions = (): Promise<Answer<OpenSessions>> => answer(client.GET("/api/sessions"));

export const deleteOtherSessions = (): Promise<Answer<undefined>> =>
  answer(client.DELETE("/api/sessions", { headers }));

export const deleteSessionById = (sessionId: string): Promise<Answer<undefined>> =>
  answer(client.DELETE("/api/sessions/{sessionId}", { params: { path: { sessionId } }, headers }));

export const putLink = (): Promise<Answer<Session>> => answer(client.PUT("/api/link", { headers }));

/** Unlinks. The access token lets the service notify LINE if this was the last coupon. */
export const postUnlinking = (lineAccessToken?: string): Promise<Answer<Session>> =>
  answer(client.POST("/api/link/end", { body: lineAccessToken ? { lineAccessToken } : {} }));

export const getContact = (): Promise<Answer<Contact>> => answer(client.GET("/api/contact"));

export const putContact = (body: ContactForm): Promise<Answer<Contact>> =>
  answer(client.PUT("/api/contact", { body }));

export const getVenues = (date?: string): Promise<Answer<Venue[]>> =>
  answer(client.GET("/api/venues", { params: { query: date ? { date } : {} } }));

export const getCalendar = (month: string, venue?: string): Promise<Answer<Calendar>> =>
  answer(client.GET("/api/calendar", { params: { query: venue ? { month, venue } : { month } } }));

export const getTimes = (venue: string, date: string): Promise<Answer<Time[]>> =>
  answer(client.GET("/api/times", { params: { query: { venue, date } } }));

export const getSlot = (slotId: string): Promise<Answer<SlotDetail>> =>
  answer(client.GET("/api/slots/{slotId}", { params: { path: { slotId } } }));

/** Books a seat. The booking is made once per key, and its answer can be requested again. */
export const postBooking = (slotId: string, key: string): Promise<Answer<Booking>> =>
  answer(
    client.POST("/api/bookings", {
      params: { header: { "Idempotency-Key": key } },
      body: { slotId },
    }),
  );

export const getBookings = (): Promise<Answer<Bookings>> => answer(client.GET("/api/bookings"));

export const postCancellation = (bookingId: string): Promise<Answer<Booking>> =>
  answer(
    client.POST("/api/bookings/{bookingId}/cancel", {
      params: { path: { bookingId } },
      headers,
    }),
  );

/** Returns the address of the slot as a file for calendars. */
export const calendarFile = (slotId: string, language: string): string =>
  `/api/slots/${encodeURIComponent(slotId)}/calendar.ics?language=${language}`;

/** Fetches with a timeout, body included. Browsers before 2022 lack `AbortSignal.timeout`. */
async function fetchInTime(request: Request): Promise<Response> {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), TIMEOUT_MS);
  try {
    const response = await fetch(request, { signal: control.signal });
    const body = await response.arrayBuffer();
    const empty = response.status === 204 || response.status === 205;
    return new Response(empty ? null : body, response);
  } finally {
    clearTimeout(timer);
  }
}
