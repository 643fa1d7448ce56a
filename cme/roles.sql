-- The two roles and the database. Run by psql as a superuser, as often as you like; it changes only what is missing,
-- and sets both passwords from the environment: OWNER_PASSWORD and APP_PASSWORD.
\set ON_ERROR_STOP on
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD

-- cme_owner owns the tables and migrates them. cme_app is what the web and the workers are: it owns nothing and may not
-- pass the row-level policies.
SELECT 'CREATE ROLE cme_owner' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cme_owner') \gexec
SELECT 'CREATE ROLE cme_app' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cme_app') \gexec
ALTER ROLE cme_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
ALTER ROLE cme_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
SELECT 'CREATE DATABASE cme' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'cme') \gexec
ALTER DATABASE cme OWNER TO cme_owner;

\connect cme
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS unaccent;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO cme_owner;
GRANT USAGE ON SCHEMA public TO cme_app;
ALTER DEFAULT PRIVILEGES FOR ROLE cme_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO cme_app;
ALTER DEFAULT PRIVILEGES FOR ROLE cme_owner GRANT USAGE, SELECT ON SEQUENCES TO cme_app;
