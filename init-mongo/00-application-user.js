// Runs once, when a MongoDB starts with no data: the user that API and worker log in as. It may read and write the
// service's database, which includes creating its indexes, and do nothing else anywhere.
//
// MONGO_INITDB_DATABASE    the service's database; bike-power-tracker where it is not set
// MONGO_APP_USERNAME       the user's name; bike-power-tracker where it is not set
// MONGO_APP_PASSWORD       the password, or
// MONGO_APP_PASSWORD_FILE  a file that holds it. There is no default

const {
  MONGO_INITDB_DATABASE: databaseName = 'bike-power-tracker',
  MONGO_APP_USERNAME: user = 'bike-power-tracker',
  MONGO_APP_PASSWORD_FILE: passwordFile,
} = process.env;
const pwd =
  process.env.MONGO_APP_PASSWORD || (passwordFile ? require('node:fs').readFileSync(passwordFile, 'utf8').trim() : '');
if (!pwd) throw new Error('MONGO_APP_PASSWORD or MONGO_APP_PASSWORD_FILE must be set');

db.getSiblingDB(databaseName).createUser({ user, pwd, roles: [{ role: 'readWrite', db: databaseName }] });
