import { MongoBinary } from 'mongodb-memory-server-core/lib/util/MongoBinary';
import { DryMongoBinary } from 'mongodb-memory-server-core/lib/util/DryMongoBinary';
import { MongoBinaryDownloadUrl } from 'mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl';
import { type Progress } from '../progress';
import { type Executable } from '../running-server';

const patienceMs = 4000;

/**
 * MongoDB's own build through mongodb-memory-server's downloader, which keeps it in the home folder. `MONGOMS_*` say which
 * version, from where and to where, as its documentation tells.
 *
 * @throws Error when its host does not answer within a few seconds
 */
export async function mongodFromVendor(progress: Progress): Promise<Executable> {
  const options = await DryMongoBinary.generateOptions();
  const found = await DryMongoBinary.locateBinary(options);
  if (found) return { path: found, how: 'fetched', version: options.version };
  const url = await new MongoBinaryDownloadUrl(options).getDownloadUrl();
  await mustAnswer(url);
  const path = await progress.during(`Fetching MongoDB ${options.version} from ${new URL(url).host} (once)`, () =>
    MongoBinary.getPath(options),
  );
  return { path, how: 'fetched', version: options.version };
}

/** The downloader itself would try for minutes. Behind a proxy only it knows the way, so there it is believed. */
async function mustAnswer(url: string): Promise<void> {
  const { HTTPS_PROXY, https_proxy, HTTP_PROXY, http_proxy } = process.env;
  if (HTTPS_PROXY ?? https_proxy ?? HTTP_PROXY ?? http_proxy) return;
  const answer = await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(patienceMs) }).catch(() => undefined);
  if (!answer?.ok) throw new Error(`${new URL(url).host} ${answer ? `answers ${answer.status}` : 'cannot be reached'}`);
}
