import { type Events, type Rider } from '#testing';

/** How a rider's event streams are opened in these tests; they are closed after each. */
export function closedAfterEach(): (rider: Rider, path: string) => Promise<Events> {
  let open: Events[] = [];
  afterEach(() => {
    for (const events of open) events.close();
    open = [];
  });
  return async (rider, path) => {
    const events = await rider.listen(path);
    open.push(events);
    return events;
  };
}

/** The rider's say over whether others see where a public ride goes. */
export const sharePosition = (rider: Rider, shared: boolean) =>
  rider.call('PATCH', '/api/users/me', { body: { settings: { sharePosition: shared } } });
