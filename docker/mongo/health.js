// For mongosh: exit code 0 when this MongoDB takes writes. The first time it makes the server a replica set of one, which
// transactions need, and which the image cannot do while it sets up users.

const { isWritablePrimary, setName, isreplicaset } = db.hello();

// A server without replica set is the one that the image starts for itself while it sets things up: not ready yet.
if (isreplicaset) {
  const { MONGO_INITDB_ROOT_USERNAME: user, MONGO_INITDB_ROOT_PASSWORD_FILE: passwordFile } = process.env;
  db.getSiblingDB('admin').auth(user, require('node:fs').readFileSync(passwordFile, 'utf8').trim());
  rs.initiate({ _id: 'rs0', members: [{ _id: 0, host: 'mongo:27017' }] });
}
quit(setName && isWritablePrimary ? 0 : 1);
