"""Run one statement given as JSON on stdin; print its rows as JSON.

A script of its own: only Odoo's interpreter is sure to have psycopg2.
"""

import json
import sys

import psycopg2

database, statement, parameters = json.load(sys.stdin)
connection = psycopg2.connect(dbname=database)
connection.autocommit = True  # CREATE DATABASE cannot run in a transaction
with connection.cursor() as cursor:
    cursor.execute(statement, parameters or None)
    rows = cursor.fetchall() if cursor.description else []
json.dump(rows, sys.stdout, default=str)
