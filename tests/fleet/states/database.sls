database-folder:
  file.directory:
    - name: /srv/database
    - mode: '0700'
