#!/bin/sh
# Runs once in the container of docker-compose.yml, when the database is created. The service's role
# owns its database and nothing else. The superuser loses the password that the container requires,
# so that it can be used inside of the container only.
set -eu
psql --no-psqlrc --set ON_ERROR_STOP=1 --username postgres --dbname sesshu <<'SQL'
\getenv password POSTGRES_PASSWORD
CREATE ROLE sesshu LOGIN PASSWORD :'password';
ALTER DATABASE sesshu OWNER TO sesshu;
ALTER ROLE postgres PASSWORD NULL;
SQL
