site:
  folder: {{ opts.get('quickstart_folder', '/srv/www') }}
  title: Salt of the earth
  items:
    - pillar values come from the master
    - grains come from the minion
    - the template joins them
