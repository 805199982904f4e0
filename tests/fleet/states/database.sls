database-folder:
  file.directory:
    - name: /srv/database
    - mode: '0700'

database-password:
  file.managed:
    - name: /srv/database/password
    - contents_pillar: password
    - mode: '0600'
    - require:
      - file: database-folder
